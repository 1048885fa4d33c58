// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CarbonAccount} from "../../src/CarbonAccount.sol";
import {CarbonPayment} from "../../src/CarbonPayment.sol";
import {CarbonToken} from "../../src/CarbonToken.sol";
import {Platform} from "../support/Platform.sol";
import {bound, person, vm} from "../support/Test.sol";

/// @dev Every way in which CARBON comes to be, moves and ends, in any order; keeps its own account of it.
contract SupplyActions {
    CarbonToken private immutable _token;
    CarbonAccount private immutable _accounts;
    CarbonPayment private immutable _payment;
    address[2] private _holders;
    uint256 private _calls;

    uint256 public minted;
    uint256 public burnt;
    uint256 public earned;
    uint256 public withdrawn;
    bytes32 private _confirmed;
    address private _payee;
    uint256 private _fiat;
    uint256 private _carbon;

    constructor(CarbonToken token, CarbonAccount accounts, CarbonPayment payment, address alice, address bob) {
        (_token, _accounts, _payment) = (token, accounts, payment);
        _holders = [alice, bob];
    }

    function credit(uint256 who, uint256 amount) external {
        amount = bound(amount, 1, 1e27);
        vm.prank(person("crediter"));
        _accounts.creditCarbon(_holders[who % 2], amount, keccak256(abi.encode("credit", ++_calls)));
        minted += amount;
    }

    function buy(uint256 who, uint256 amount, uint256 price, uint256 extra) external {
        vm.prank(person("pricer"));
        _payment.setPrice(bound(price, 1, 1e24));
        amount = bound(amount, 1, 1e27);
        uint256 cost = _payment.quote(amount);
        address buyer = _holders[who % 2];
        extra = bound(extra, 0, 1e24);
        vm.deal(buyer, cost + extra);
        vm.prank(buyer);
        _payment.payForCarbonCredits{value: cost + extra}(buyer, amount);
        vm.assertEq(buyer.balance, extra);
        minted += amount;
        earned += cost;
    }

    function confirm(uint256 who, uint256 fiat, uint256 carbon) external {
        (_confirmed, _payee) = (keccak256(abi.encode("payment", ++_calls)), _holders[who % 2]);
        (_fiat, _carbon) = (bound(fiat, 1, 1e12), bound(carbon, 1, 1e27));
        vm.prank(person("confirmer"));
        _payment.confirmPayment(_confirmed, _payee, _fiat, _carbon);
    }

    function convert() external {
        if (_confirmed == 0) return;
        vm.prank(person("converter"));
        _payment.convertAndMint(_payee, _fiat, _confirmed);
        minted += _carbon;
        _confirmed = 0;
    }

    function withdraw() external {
        uint256 amount = address(_payment).balance;
        if (amount == 0) return;
        vm.prank(person("treasurer"));
        _payment.withdrawProceeds();
        withdrawn += amount;
    }

    function burn(uint256 who, uint256 amount) external {
        address holder = _holders[who % 2];
        amount = bound(amount, 0, _token.balanceOf(holder));
        vm.prank(holder);
        _token.burn(amount);
        burnt += amount;
    }

    function transfer(uint256 from, uint256 to, uint256 amount) external {
        amount = bound(amount, 0, _token.balanceOf(_holders[from % 2]));
        vm.prank(_holders[from % 2]);
        _token.transfer(_holders[to % 2], amount);
    }
}

contract SupplyInvariants is Platform {
    SupplyActions private actions;

    function setUp() public override {
        super.setUp();
        register(ALICE_USER);
        register(BOB_USER);
        link(ALICE_USER, ALICE_KEY);
        link(BOB_USER, BOB_KEY);
        actions = new SupplyActions(token, accounts, payment, alice, bob);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    function invariant_supplyIsMintedLessBurnt() external view {
        vm.assertEq(token.totalSupply(), actions.minted() - actions.burnt());
    }

    function invariant_balancesAddUpToTheSupply() external view {
        vm.assertEq(token.balanceOf(alice) + token.balanceOf(bob), token.totalSupply());
    }

    function invariant_theCounterHoldsWhatItEarnedAndDidNotPayOut() external view {
        vm.assertEq(address(payment).balance, actions.earned() - actions.withdrawn());
        vm.assertEq(treasury.balance, actions.withdrawn());
    }
}
